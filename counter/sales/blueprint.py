from flask import Blueprint

blueprint = Blueprint("sales", __name__)
