using System.Net.Http.Json;
using ContentMultiplier.Contracts.Api.Internal;
using ContentMultiplier.Contracts.Api.Media;
using ContentMultiplier.Media.Tests.Support;
using ContentMultiplier.ServiceDefaults.Errors;

namespace ContentMultiplier.Media.Tests;

/// <summary>Platforms that fetch files themselves are sent no address that leads nowhere.</summary>
public sealed class PublicAddressTests
{
    [Test]
    public async Task A_file_that_opens_from_outside_is_fine()
    {
        using var service = await MediaProcess.StartAsync(MediaSuite.Service, ("Media:PublicUrl", "{address}"), ("Egress:Allow:0", "127.0.0.1/32"));

        Assert.That(await ProblemAsync(service.Client, MediaSuite.Fetching), Is.Null);
    }

    [Test]
    public async Task An_address_that_is_not_public_is_named_with_what_to_do()
    {
        using var service = await MediaProcess.StartAsync(MediaSuite.Service, ("Media:PublicUrl", "{address}"));

        var problem = await ProblemAsync(service.Client, MediaSuite.Fetching);

        Assert.That(problem, Does.Contain(service.Client.BaseAddress!.Authority).And.Contain("led to no public address").And.Contain("Media__PublicUrl"));
    }

    [Test]
    public async Task Nothing_is_tried_for_platforms_that_get_the_bytes_or_where_it_is_switched_off()
    {
        using var workspace = new Workspace();
        using var unchecking = await MediaProcess.StartAsync(MediaSuite.Service, ("Media:CheckPublicUrl", "false"));

        Assert.Multiple(async () =>
        {
            Assert.That(await ProblemAsync(workspace.Client, MediaSuite.Open), Is.Null);
            Assert.That(await ProblemAsync(unchecking.Client, MediaSuite.Fetching), Is.Null);
        });
    }

    private static async Task<string?> ProblemAsync(HttpClient user, string platform)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Samples.Png), "file", "a.png" } };
        using var uploaded = await user.PostAsync("/api/media", form);
        var media = (await Answer.OfAsync(uploaded)).As<MediaResponse>();
        using var answer = await user.PostAsJsonAsync(
            "/internal/media/check",
            new CheckMediaRequest { MediaIds = [media.Id], Platforms = [platform], TryLinks = true },
            StrictJson.Options);
        return (await Answer.OfAsync(answer)).As<CheckMediaResponse>().LinkProblem;
    }
}
