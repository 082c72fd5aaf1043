import time
from uuid_utils.compat import uuid7
from shared.testing import Member
N=5000
async def test_try(client, sql, org, make, app):
    rows=["external_id,display_name,work_email,manager_external_id,hired_on"]+[f"{i},P {i},p{i}@x.org,{(i-1)//8 if i else ''},2020-01-01" for i in range(N)]
    a=await client(None,"people:import").post("/v1/people/import",content="\n".join(rows),headers={"content-type":"text/csv"}); assert a.json()["summary"]["created"]==N
    await sql.execute(f"""
    insert into performance.goals(org_id,id,owner_id,title,description,weight,starts_on,due_on,status,version,created_at) select '{org}', gen_random_uuid(), id, 'G', '', 10, '2026-01-01','2026-12-31', case when g<=2 then 'active' else 'achieved' end, 1, now() - random()*interval '300 days' from performance.people, generate_series(1,4) g where org_id='{org}';
    insert into performance.key_results(org_id,id,goal_id,title,kind,start_value,target_value,weight,version) select '{org}', gen_random_uuid(), id, 'K', 'number', 0, 100, 1, 1 from performance.goals, generate_series(1,3) where org_id='{org}';
    insert into performance.check_ins(org_id,id,key_result_id,as_of,value,confidence,comment,author_id,version) select '{org}', gen_random_uuid(), id, current_date - 10*g, 10*g, 5, '', id, 1 from performance.key_results, generate_series(1,3) g where org_id='{org}';
    """)
    await sql.execute("analyze")
    ids={r["external_id"]:r["person_id"] for r in await sql.fetch("select external_id,person_id from performance.person_links where org_id=$1",org)}
    for name,who in (("HR",None),("top",ids["0"]),("600",ids["1"]),("72",ids["9"]),("8",ids["100"]),("leaf",ids["4999"])):
        m = Member(org, who) if who else None
        scopes=("summary:read","goals:read")+(("goals:read:all",) if not who else ())
        c = client(m,*scopes)
        for path in ("/v1/summary","/v1/goals?limit=50"):
            times=[]
            for _ in range(8):
                t=time.perf_counter(); a=await c.get(path); times.append(round((time.perf_counter()-t)*1000,1)); assert a.status_code==200
            print(name, path, times, a.json()["goals"] if "summary" in path else len(a.json()["items"]))
