def test_everyone_signs_in_and_sees_their_store(visit):
    for name, store in (("ann", "NM"), ("bo", "NM"), ("cy", "JJ"), ("dee", "NM")):
        page = visit(name).get("/today").get_data(as_text=True)
        assert store in page
