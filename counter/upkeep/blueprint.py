from flask import Blueprint

blueprint = Blueprint("upkeep", __name__)
