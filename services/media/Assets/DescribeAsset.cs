using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Data;
using ContentMultiplier.ServiceDefaults.Authentication;
using ContentMultiplier.ServiceDefaults.Errors;
using ContentMultiplier.ServiceDefaults.Persistence;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace ContentMultiplier.Media.Assets;

internal static class DescribeAsset
{
    public static async Task<Results<Ok<MediaResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, DescribeMediaRequest request, CurrentUser user, MediaDbContext db, CancellationToken cancellationToken)
    {
        var errors = new ErrorBag();
        MultipartUpload.CheckAltText(request.AltText, errors);
        if (errors.Any)
        {
            return Problems.Invalid(errors);
        }

        await using var transaction = await db.BeginAsync(user.Tenant, cancellationToken);
        var asset = await db.Assets.SingleOrDefaultAsync(asset => asset.Id == id && asset.WorkspaceId == user.WorkspaceId, cancellationToken);
        if (asset is null)
        {
            return Problems.NotFound();
        }

        asset.AltText = string.IsNullOrEmpty(request.AltText) ? null : request.AltText;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(asset.ToResponse());
    }
}
