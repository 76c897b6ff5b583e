from flask import Blueprint

blueprint = Blueprint("warranty", __name__)
