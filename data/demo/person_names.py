"""Invented names of people, for the sellers and for those who write in."""

from __future__ import annotations

FIRST = (
    "Adela", "Bruno", "Cosima", "Declan", "Edda", "Farid", "Greta", "Hollis", "Imani", "Jonas",
    "Kirsa", "Leopold", "Mirelle", "Nadir", "Odile", "Pavel", "Quentin", "Rosalba", "Soren",
    "Tamsin", "Ulric", "Verena", "Wendell", "Xenia", "Yusra", "Zoltan", "Anselm", "Brisa",
    "Caspian", "Delphine", "Emeric", "Fenella", "Gideon", "Hedda", "Isandro", "Juno", "Kelvin",
    "Lorcan", "Maren", "Niall", "Ottilie", "Petra", "Rasmus", "Sunniva", "Tobias", "Una",
    "Viggo", "Winona", "Yannick", "Zelda", "Aurelio", "Bettina",
)  # fmt: skip
LAST = (
    "Abernal", "Brackwell", "Castorin", "Dunmarrow", "Eskelby", "Farrowdene", "Gallimund",
    "Hathersby", "Ivarsten", "Jessamore", "Kettleborn", "Lorrimont", "Mazurani", "Nettlefold",
    "Oakhampton", "Pellerando", "Quistgard", "Ravensholt", "Stavrakou", "Thistlewane", "Umbertson",
    "Vandermoor", "Wexcombe", "Xanthaki", "Yarborne", "Zelenkova", "Ashgrover", "Birkelund",
    "Cravenholm", "Dovrefell", "Eastlaken", "Fennimoor", "Gildersome", "Hollenbeek", "Inglesund",
    "Jarnefelt", "Kirkmayne", "Lathombe", "Merriwald", "Norrgarden", "Ormskeld", "Penhallam",
    "Quennelby", "Rothersay", "Silverthane", "Trevannick", "Ulverstrom", "Vickersund",
    "Westermarch", "Yelvertone", "Zimmerholt", "Applethorn", "Bellavance", "Coldicott",
    "Drummerin", "Elphinbrook", "Fairweald", "Grimaldsen", "Hartigan-Poe", "Isselmonde",
    "Jorvikson", "Kestrelby", "Lindqvara", "Montferrand", "Nightingal", "Osterveld", "Pomeranz",
    "Rowanthal", "Sandringa", "Tolliver-Ash", "Underhay", "Vasconcel", "Winterbourn", "Yardleigh",
    "Zawadzki-Lund", "Amberlow", "Blackmantle", "Cheverell",
)  # fmt: skip
