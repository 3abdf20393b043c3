-- Run once by the PostgreSQL image, when its data volume is empty: one database a service.
-- Tables are made by the services themselves when they start.
create database thidua_movements;
create database thidua_competitions;
create database thidua_exemplars;
create database thidua_gateway;
