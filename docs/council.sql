-- A council's own user of the database, and the two schemas that are its own: its minutes, and what its services keep.
--   psql --set council=orrin --set password=... --file council.sql postgresql://postgres@db.example/minutes
\set service :council '.service'
CREATE ROLE :"council" LOGIN PASSWORD :'password';
CREATE SCHEMA :"council" AUTHORIZATION :"council";
CREATE SCHEMA :"service" AUTHORIZATION :"council";
