using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Storage;

/// <summary>Section <c>Media:S3</c>, where <c>Media:Storage</c> is <c>s3</c>.</summary>
internal sealed class S3Options
{
    public const string Section = "Media:S3";

    /// <summary>Null for Amazon's own of the region.</summary>
    public Uri? Endpoint { get; set; }

    public string Bucket { get; set; } = "";

    public string Region { get; set; } = "us-east-1";

    /// <summary>Both empty take what the machine or the pod is given by its role.</summary>
    public string AccessKey { get; set; } = "";

    public string SecretKey { get; set; } = "";

    /// <summary>The bucket in the path and not in the host, as most servers that are not Amazon's want it.</summary>
    public bool PathStyle { get; set; }
}

internal sealed class S3OptionsValidation : IValidateOptions<S3Options>
{
    public ValidateOptionsResult Validate(string? name, S3Options options)
    {
        var problems = ProblemsOf(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> ProblemsOf(S3Options options)
    {
        if (options.Bucket.Length == 0)
        {
            yield return "Media:S3:Bucket is missing; name the bucket that the files go to.";
        }

        if (options.AccessKey.Length == 0 != (options.SecretKey.Length == 0))
        {
            yield return "Media:S3:AccessKey and Media:S3:SecretKey go together; give both or none.";
        }

        if (options.Endpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
        {
            yield return "Media:S3:Endpoint is no http or https address.";
        }
    }
}
