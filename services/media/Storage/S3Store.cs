using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;

namespace ContentMultiplier.Media.Storage;

/// <summary>In a bucket of Amazon S3 or of a server that speaks like it.</summary>
internal sealed partial class S3Store : IObjectStore, IDisposable
{
    /// <summary>Read from the disk as it is sent; ten thousand of them are allowed.</summary>
    private const long PartSize = 16L * 1024 * 1024;

    private const string ContentType = "application/octet-stream";

    private readonly AmazonS3Client _s3;
    private readonly string _bucket;
    private readonly ILogger _logger;

    public S3Store(IOptions<S3Options> options, ILogger<S3Store> logger)
    {
        var settings = options.Value;
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            ForcePathStyle = settings.PathStyle,

            // Beyond what the protocol asks for, servers that are not Amazon's know no checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        }

        _s3 = settings.AccessKey.Length > 0
            ? new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config)
            : new AmazonS3Client(config);
        _bucket = settings.Bucket;
        _logger = logger;
    }

    public async Task KeepAsync(string file, string key, CancellationToken cancellationToken)
    {
        var size = new FileInfo(file).Length;
        if (size > PartSize)
        {
            await KeepInPartsAsync(file, size, key, cancellationToken);
            return;
        }

        // Signed as a whole and not by chunks, whose marks servers that are not Amazon's take for the file's own bytes.
        var put = new PutObjectRequest { BucketName = _bucket, Key = key, FilePath = file, ContentType = ContentType, UseChunkEncoding = false };
        await AskAsync(() => _s3.PutObjectAsync(put, cancellationToken));
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        await FindAsync(key, cancellationToken) is { } found ? new S3ObjectStream(this, key, found.ContentLength) : null;

    public async Task<bool> HasAsync(string key, CancellationToken cancellationToken) => await FindAsync(key, cancellationToken) is not null;

    public async Task<string> BringAsync(string key, WorkFolder folder, CancellationToken cancellationToken)
    {
        var path = folder.FileAt("original");
        if (!File.Exists(path))
        {
            await using var source = await OpenAsync(key, cancellationToken) ?? throw new FileNotFoundException("The bytes of a file are gone.", key);
            await using var target = File.Create(path);
            await source.CopyToAsync(target, cancellationToken);
        }

        return path;
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await foreach (var found in ListAsync(key, cancellationToken))
        {
            await AskAsync(() => _s3.DeleteObjectAsync(_bucket, found.Key, cancellationToken));
        }
    }

    public async IAsyncEnumerable<(Guid WorkspaceId, Guid Id)> OriginalsAsync(
        DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var found in ListAsync("", cancellationToken))
        {
            if (found.LastModified?.ToUniversalTime() < before.UtcDateTime && ObjectNames.OfOriginal(found.Key) is { } original)
            {
                yield return original;
            }
        }
    }

    /// <summary>From there to the end; whoever has enough closes it.</summary>
    public async Task<Stream> ReadAsync(string key, long from, long length, CancellationToken cancellationToken) =>
        (await AskAsync(() => _s3.GetObjectAsync(
            new GetObjectRequest { BucketName = _bucket, Key = key, ByteRange = new ByteRange(from, length - 1) }, cancellationToken))).ResponseStream;

    public void Dispose()
    {
        _s3.Dispose();
    }

    private async Task KeepInPartsAsync(string file, long size, string key, CancellationToken cancellationToken)
    {
        var begin = new InitiateMultipartUploadRequest { BucketName = _bucket, Key = key, ContentType = ContentType };
        var upload = (await AskAsync(() => _s3.InitiateMultipartUploadAsync(begin, cancellationToken))).UploadId;
        try
        {
            var end = new CompleteMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload };
            for (var (number, sent) = (1, 0L); sent < size; number++, sent += PartSize)
            {
                var part = new UploadPartRequest
                {
                    BucketName = _bucket, Key = key, UploadId = upload, PartNumber = number, FilePath = file, FilePosition = sent,
                    PartSize = Math.Min(PartSize, size - sent), UseChunkEncoding = false,
                };
                end.AddPartETags(await AskAsync(() => _s3.UploadPartAsync(part, cancellationToken)));
            }

            await AskAsync(() => _s3.CompleteMultipartUploadAsync(end, cancellationToken));
        }
        catch
        {
            await AbandonAsync(key, upload);
            throw;
        }
    }

    /// <summary>What this cannot reach either, a rule of the bucket for uploads that were never finished removes.</summary>
    private async Task AbandonAsync(string key, string upload)
    {
        try
        {
            await AskAsync(() => _s3.AbortMultipartUploadAsync(_bucket, key, upload, CancellationToken.None));
        }
        catch (Exception failed) when (failed is HttpRequestException or AmazonS3Exception)
        {
            LogLeft(_logger, upload);
        }
    }

    private async Task<GetObjectMetadataResponse?> FindAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(() => _s3.GetObjectMetadataAsync(_bucket, key, cancellationToken));
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<S3Object> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync(() => _s3.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? [])
            {
                yield return found;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    /// <summary>What is no word about the object is an outage, and is answered as every other.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException refused) when (refused.StatusCode != HttpStatusCode.NotFound || refused.ErrorCode == "NoSuchBucket")
        {
            LogRefused(_logger, _bucket, refused.ErrorCode, (int)refused.StatusCode);
            throw new HttpRequestException("The object store does not work.", refused);
        }
        catch (AmazonClientException failed)
        {
            LogRefused(_logger, _bucket, failed.GetType().Name, 0);
            throw new HttpRequestException("The object store does not answer.", failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The parts of the unfinished upload {Upload} stay in the bucket")]
    private static partial void LogLeft(ILogger logger, string upload);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bucket `{Bucket}` gives no service: {Code} (HTTP {Status})")]
    private static partial void LogRefused(ILogger logger, string bucket, string? code, int status);
}
