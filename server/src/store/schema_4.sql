-- Which rolls a job of proxies makes: several such jobs may deliver into one folder, as long as no roll is of two of them.

ALTER TABLE jobs ADD COLUMN rolls TEXT NOT NULL DEFAULT '[]'; -- JSON; empty: the folder is all the job's
UPDATE jobs
SET rolls = (SELECT json_group_array(roll)
             FROM (SELECT DISTINCT json_extract(value, '$.roll') AS roll
                   FROM json_each(jobs.plan, '$.clips') ORDER BY roll))
WHERE json_extract(plan, '$.kind') = 'proxies';
