-- cases:   dataset.governance

-- case:    all is said and the end is far
INSERT INTO governance VALUES ('chat@v1', 'CC-BY-4.0', 'data team', 'terms of use', 'data@example.org', DATE '2030-01-01');
-- set:     today='2027-01-01'
-- finds:   nothing
-- figure:  required fields that are filled = 1

-- case:    nothing is said, and no end either
INSERT INTO governance VALUES ('chat@v1', '', 'data team', ' ', 'data@example.org', NULL);
-- set:     today='2027-01-01'
-- finds:   missing_field chat@v1
-- finds:   missing_field chat@v1
-- figure:  required fields that are filled = 0.5

-- case:    yesterday was the last day; of another, tomorrow is
INSERT INTO governance VALUES ('chat@v1', 'x', 'x', 'x', 'x', DATE '2026-12-31'), ('chat@v2', 'x', 'x', 'x', 'x', DATE '2027-01-02');
-- set:     today='2027-01-01'
-- finds:   expired chat@v1
-- finds:   expires_soon chat@v2
-- figure:  days until the first expiry = -1

-- case:    the last day itself is not over, and what is required can be chosen
INSERT INTO governance VALUES ('chat@v1', '', '', '', 'x', DATE '2027-03-01');
-- set:     today='2027-03-01'
-- set:     warn_days=0
-- set:     required='contact'
-- finds:   expires_soon chat@v1
-- figure:  days until the first expiry = 0
