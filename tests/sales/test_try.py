import re
def test_flow(app, ann, shop):
    from counter.stock.moving import receive, adjust
    from tests import factories as f
    from counter.extensions import db
    nm=f.the_store("NM")
    x=f.a_product("X20", suits=["photography"], spec={"sim_slots":2,"cpu":{"zh":"a","en":"b"}}, fab=[{"feature":{"zh":"a","en":"a"},"advantage":{"zh":"a","en":"a"},"benefit":{"zh":"a","en":"a"},"for":[]}])
    film=f.a_product("FILM", category="film", price=12900, fits=["X20"])
    case=f.a_product("CASE", category="case", price=9900)
    adjust(nm.id, film.id, "shelf", 3); adjust(nm.id, case.id, "shelf", 3)
    receive(nm.id, x.id, "shelf", f.NOW, {"imei1":"864207062184417","sn":"ABC123"})
    db.session.commit()
    for p in ("/sales","/sales/new","/deliveries"):
        r=ann.get(p); assert r.status_code==200, r.get_data(as_text=True)[:2000]
    r=ann.post("/sales/customers/search", data={"csrf_token":ann.csrf,"q":"13800138000"}); print(r.status_code)
    r=ann.send("/sales", name="陈晓明", phone="138 0013 8000"); print(r.status_code, r.location, )
    s=r.location
    r=ann.get(s); print(r.status_code)
    for stg in ("welcome","needs","demonstration","quote","attachments","payment","handover"):
        r=ann.get(s+"?stage="+stg); print(stg, r.status_code, len(r.data)); assert r.status_code==200
    r=ann.send(s+"/lines", code="864207062184417"); print(r.status_code, r.location)
    r=ann.get(s+"?stage=attachments"); t=r.get_data(as_text=True); print(re.findall(r'suggestion-(\d+)"',t))
    r=ann.send(s+"/suggestions/1/acceptance", htmx=True); print(r.status_code, r.get_data(as_text=True)[:600])
    r=ann.send(s+"/payments", amount="3828", method="cash", kind="payment"); print(r.status_code, r.location, re.findall(r'class="error".*?</p>', r.get_data(as_text=True)))
    r=ann.get(s); t=r.get_data(as_text=True)
    for n in range(40):
        r=ann.get(s+"?stage=handover"); t=r.get_data(as_text=True)
        m=re.search(r'action="(/sales/\d+/steps/\d+/completion)"', t)
        if not m: break
        r=ann.send(m.group(1), **{"consent.service_callback":"y"}); print(m.group(1), r.status_code)
    r=ann.send(s+"/handover"); print(r.status_code, re.findall(r'class="error".*?</p>', r.get_data(as_text=True)))
    r=ann.send(s+"/handover", address="和平路18号"); print(r.status_code, r.location)
    r=ann.get(s); print(r.get_data(as_text=True)[4000:7500])
