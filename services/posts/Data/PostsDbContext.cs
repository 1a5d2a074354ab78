using ContentMultiplier.Posts.Posts;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Posts.Data;

/// <summary>For reading and editing posts. Publishing writes many rows in one round trip and speaks SQL.</summary>
internal sealed class PostsDbContext(DbContextOptions<PostsDbContext> options) : DbContext(options)
{
    public DbSet<Post> Posts => Set<Post>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.UseServiceConventions(typeof(PostsDbContext).Assembly);
}
