from flask import Blueprint

blueprint = Blueprint("recalls", __name__)
