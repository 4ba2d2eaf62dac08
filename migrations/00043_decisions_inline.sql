-- +goose Up
-- Every burst writes a decision and a vector of 2 kB. Rows just above Postgres's 2 kB were cut up and put into a second
-- table with an index of its own: from the vectors' rows, of all things, the name of the model. They stay whole now.
ALTER TABLE decision_vectors ALTER COLUMN model SET STORAGE PLAIN;
ALTER TABLE decision_vectors SET (toast_tuple_target = 8160);
ALTER TABLE decisions SET (toast_tuple_target = 4080);

-- +goose Down
ALTER TABLE decisions RESET (toast_tuple_target);
ALTER TABLE decision_vectors RESET (toast_tuple_target);
ALTER TABLE decision_vectors ALTER COLUMN model SET STORAGE EXTENDED;
