"""Fills databases through Nova's own objects and sessions, and reads the groups back.

Each function is a program: it takes Nova's options from `sys.argv`. The cell is named `cell1`.
"""
import datetime
import json
import sys

from nova import config, context, objects
from nova.db.main import api as main_db
from nova.db.main import models as main_models
from oslo_db.sqlalchemy import models
import sqlalchemy as sa
from sqlalchemy.ext.declarative import declarative_base

BASE = declarative_base()
POLICIES = ['affinity', 'anti-affinity', 'soft-affinity', None]

# Through a night that has an hour twice in Europe. MySQL's columns drop the decimals.
FIRST_GROUP_AT = datetime.datetime(2016, 10, 29, 12, 0, 0, 999999)
BETWEEN_GROUPS = datetime.timedelta(minutes=47, seconds=1, microseconds=7919)


# Nova's models up to release 24, which had groups in the cells.
class CellRow(main_models.NovaBase, models.SoftDeleteMixin):
    id = sa.Column(sa.Integer, primary_key=True, autoincrement=True)


class CellGroup(BASE, CellRow):
    __tablename__ = 'instance_groups'
    user_id = sa.Column(sa.String(255))
    project_id = sa.Column(sa.String(255))
    uuid = sa.Column(sa.String(36), nullable=False)
    name = sa.Column(sa.String(255))


class CellPolicy(BASE, CellRow):
    __tablename__ = 'instance_group_policy'
    policy = sa.Column(sa.String(255))
    group_id = sa.Column(sa.Integer, nullable=False)


class CellMember(BASE, CellRow):
    __tablename__ = 'instance_group_member'
    instance_id = sa.Column(sa.String(255))
    group_id = sa.Column(sa.Integer, nullable=False)


def fill():
    """Makes instances, groups in the cell and one in the API database: the same each time, but for some times."""
    admin, cell1 = connect()
    instances = [uuid_of('a', number) for number in range(60)]
    with context.target_cell(admin, cell1) as cell:
        for number, uuid in enumerate(instances):
            add_instance(admin, cell, cell1, uuid, f'host{number % 4}', deleted=number % 6 == 5)
        for number in range(40):
            add_cell_group(cell, number, instances[number:number + number % 5])
        with main_db.get_context_manager(cell).writer.using(cell) as session:
            for member in session.query(CellMember).filter_by(deleted=0):
                if member.id % 7 == 0:
                    member.soft_delete(session)
    objects.InstanceGroup(
        admin, uuid=uuid_of('c', 0), name='Größe 1', user_id='user', project_id='project',
        policy='anti-affinity', rules={'max_server_per_host': '2'}, members=instances[3:8]).create()


def show():
    """Prints the groups as Nova reads them, a line of JSON each: live ones of the cell, and those of its objects."""
    admin, cell1 = connect()
    with context.target_cell(admin, cell1) as cell:
        with main_db.get_context_manager(cell).reader.using(cell) as session:
            lines = [line_of_cell_group(session, group) for group in session.query(CellGroup).filter_by(deleted=0)]
    for group in objects.InstanceGroupList.get_all(admin):
        read = [
            group,
            objects.InstanceGroup.get_by_uuid(admin, group.uuid),
            objects.InstanceGroup.get_by_name(admin, group.name),
            *objects.InstanceGroupList.get_by_project_id(admin, group.project_id).objects,
        ]
        # Once, if they are the same.
        lines += sorted({line_of_object(same) for same in read if same.uuid == group.uuid})
    print('\n'.join(lines))


def connect():
    config.parse_args(sys.argv)
    admin = context.get_admin_context()
    cells = objects.CellMappingList.get_all(admin)
    return admin, next(cell for cell in cells if cell.name == 'cell1')


def add_instance(admin, cell, mapping, uuid, host, deleted):
    owner = {'project_id': 'project', 'user_id': 'user'}
    instance = objects.Instance(cell, uuid=uuid, host=host, **owner)
    instance.create()
    objects.InstanceMapping(
        admin, instance_uuid=uuid, cell_mapping=mapping, queued_for_delete=deleted, **owner).create()
    if deleted:
        instance.destroy()


def add_cell_group(cell, number, members):
    created_at = FIRST_GROUP_AT + number * BETWEEN_GROUPS
    with main_db.get_context_manager(cell).writer.using(cell) as session:
        group = CellGroup(
            created_at=created_at, uuid=uuid_of('b', number), name=f'group {number}', user_id='user',
            project_id=f'project{number % 3}')
        session.add(group)
        session.flush()
        policy = POLICIES[number % len(POLICIES)]
        parts = [CellMember(created_at=created_at, group_id=group.id, instance_id=uuid) for uuid in members]
        if policy is not None:
            parts.append(CellPolicy(created_at=created_at, group_id=group.id, policy=policy))
        for part in parts:
            session.add(part)
            session.flush()
        if number % 3 == 0:
            # As Nova does it: the model notes when.
            group.name = f'Größe {number} 日本'
            session.flush()
        if number % 5 == 2:
            for row in [group, *parts]:
                row.soft_delete(session)


def line_of_cell_group(session, group):
    policies = session.query(CellPolicy).filter_by(group_id=group.id, deleted=0).all()
    members = session.query(CellMember).filter_by(group_id=group.id, deleted=0)
    policy = policies[0].policy if policies else None
    return line_of(group, policy, {}, [member.instance_id for member in members])


def line_of_object(group):
    return line_of(group, group.policy, group.rules, group.members)


def line_of(group, policy, rules, members):
    def time(value):
        return value and value.replace(tzinfo=None).isoformat()
    return json.dumps({
        'uuid': group.uuid, 'name': group.name, 'user': group.user_id, 'project': group.project_id,
        'policy': policy, 'rules': rules, 'members': sorted(members),
        'created': time(group.created_at), 'updated': time(group.updated_at),
    }, ensure_ascii=False)


def uuid_of(kind, number):
    return f'{kind * 8}-0000-4000-8000-{number:012}'
