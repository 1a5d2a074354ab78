using ContentMultiplier.Posts;
using ContentMultiplier.Posts.Approvals;
using ContentMultiplier.Posts.Data;
using ContentMultiplier.Posts.Posts;
using ContentMultiplier.Posts.Publishing;
using ContentMultiplier.ServiceDefaults;
using ContentMultiplier.ServiceDefaults.Messaging;
using ContentMultiplier.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("posts");
builder.AddPostgres<PostsDbContext>();
builder.AddMessaging<PostsDbContext>();
builder.AddPosts();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGroup("/api/posts").MapPosts();
app.MapGroup("/api/posts/{id:guid}/approvals").MapApprovals();
app.MapGroup("/api/publishing").MapPublishing();
app.MapGroup("/internal/posts").MapInternal();

return await app.RunServiceAsync(args);
