"""What the camera read, told apart: which number is the phone's, which the product's, which the card's."""
