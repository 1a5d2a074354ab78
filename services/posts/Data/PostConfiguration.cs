using System.Text.Json;
using ContentMultiplier.Contracts.Api.Posts;
using ContentMultiplier.Posts.Posts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ContentMultiplier.Posts.Data;

/// <summary>Texts have no length here: the limits are checks of the table.</summary>
internal sealed class PostConfiguration : IEntityTypeConfiguration<Post>
{
    public void Configure(EntityTypeBuilder<Post> builder)
    {
        builder.ToTable("posts");
        builder.HasKey(post => post.Id);
        builder.Property(post => post.Id).ValueGeneratedNever();
        Json(builder.Property(post => post.Media));
        Json(builder.Property(post => post.Variants));
        builder.Property(post => post.Metadata).HasColumnType("json").HasConversion(
            value => StoredJson.Write(value),
            json => StoredJson.ReadElement(json),
            new ValueComparer<JsonElement?>(
                (left, right) => StoredJson.Write(left) == StoredJson.Write(right),
                value => value == null ? 0 : StoredJson.Write(value).GetHashCode(StringComparison.Ordinal)));
        builder.Property(post => post.Version).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }

    private static void Json<T>(PropertyBuilder<T> property)
        where T : class =>
        property.HasColumnType("json").HasConversion(
            value => StoredJson.Write(value),
            json => StoredJson.Read<T>(json),
            new ValueComparer<T>(
                (left, right) => ReferenceEquals(left, right),
                value => value.GetHashCode(),
                value => value));
}
