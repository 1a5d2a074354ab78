namespace ContentMultiplier.Posts.Posts;

/// <summary>The status of posts, written from their publications by the rule of <see cref="Contracts.Publishing.PostStatus"/>.</summary>
internal static class PostStatuses
{
    /// <summary>
    /// Taken first by everything that changes publications, in one order. Without it two transactions that settle two
    /// publications of one post would each miss the other's and both write the wrong status.
    /// </summary>
    public const string Lock = "select 1 from posts where id = any($1) order by id for no key update";

    public const string Recompute =
        """
        update posts p set status = s.status, updated_at = $2
          from (select post_id,
                       case when bool_or(status in ('publishing', 'unknown')) then 'publishing'
                            when bool_or(status in ('queued', 'scheduled')) then
                                 case when bool_or(status in ('published', 'failed', 'missed')) then 'publishing'
                                      when bool_or(status = 'queued') then 'queued'
                                      else 'scheduled' end
                            when bool_or(status = 'published') then
                                 case when bool_or(status in ('failed', 'missed')) then 'partially_published'
                                      else 'published' end
                            when bool_or(status in ('failed', 'missed')) then 'failed'
                            when bool_or(status = 'draft') then 'draft'
                            else 'cancelled' end as status
                  from post_targets
                 where post_id = any($1) and superseded_by is null
                 group by post_id) s
         where p.id = s.post_id and p.status <> s.status
        """;
}
