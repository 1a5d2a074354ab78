using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ContentMultiplier.Sandbox.Tests;

internal sealed class LinkedInTests
{
    private const string Version = "202608";

    private SandboxServer server = null!;

    [SetUp]
    public async Task StartAsync() => server = await SandboxServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await server.DisposeAsync();

    [Test]
    public async Task A_code_becomes_a_token_and_the_token_a_member()
    {
        const string Query = "response_type=code&client_id=app&redirect_uri=http%3A%2F%2F127.0.0.1%2Fback&scope=openid%20profile%20w_member_social&state=s";
        using var page = await server.Client.GetAsync("/linkedin/authorize-host/oauth/v2/authorization?" + Query);
        using var consent = await server.Client.PostAsync(
            "/linkedin/authorize-host/oauth/v2/authorization",
            new FormUrlEncodedContent(Query.Split('&').Select(pair => pair.Split('='))
                .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]))
                .Append(new("account", "sandbox-linkedin")).Append(new("decision", "allow"))));
        var code = consent.Headers.Location!.Query.Split("code=")[1];

        using var issued = await RedeemAsync(code);
        using var again = await RedeemAsync(code);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)page.StatusCode, Is.EqualTo(200));
            var token = (await issued.ReadAsync(200)).GetProperty("access_token").GetString()!;
            Assert.That((await GetAsync("v2/userinfo", token)).GetProperty("name").GetString(), Is.EqualTo("sandbox-linkedin"));
            await again.ReadAsync(400);
        }
    }

    [Test]
    public async Task What_is_posted_for_an_organization_is_read_back_by_its_author()
    {
        var (token, _, organization) = await SignInAsync("writer");

        var urn = await CreateAsync(token, organization, @"Hello \(you\) {hashtag|\#|all}");

        var found = await GetAsync($"rest/posts?q=author&author={Uri.EscapeDataString(organization)}&count=10&sortBy=CREATED", token);
        Assert.That(found.GetProperty("elements")[0].GetProperty("id").GetString(), Is.EqualTo(urn));
        Assert.That(await TextOfAsync(urn), Is.EqualTo("Hello (you) #all"));
    }

    [Test]
    public async Task A_comment_hangs_under_its_post_and_only_an_organizations_can_be_read()
    {
        var (token, person, organization) = await SignInAsync("writer");
        var (ours, mine) = (await CreateAsync(token, organization, "Ours"), await CreateAsync(token, person, "Mine"));

        using var created = await CommentAsync(ours, organization);
        using var byMember = await CommentAsync(mine, person);

        var listed = (await GetAsync($"rest/socialActions/{Uri.EscapeDataString(ours)}/comments", token)).GetProperty("elements")[0];
        var posts = await GetAsync($"rest/posts?q=author&author={Uri.EscapeDataString(organization)}&count=10&sortBy=CREATED", token);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((int)created.StatusCode, (int)byMember.StatusCode), Is.EqualTo((201, 201)));
            Assert.That(created.Headers.GetValues("x-restli-id"), Is.EqualTo(new[] { listed.GetProperty("id").GetString() }));
            Assert.That(listed.GetProperty("actor").GetString(), Is.EqualTo(organization));
            Assert.That(posts.GetProperty("elements").GetArrayLength(), Is.EqualTo(1));
            await GetAsync($"rest/socialActions/{Uri.EscapeDataString(mine)}/comments", token, 403);
        }

        Task<HttpResponseMessage> CommentAsync(string urn, string actor) => PostAsync(
            $"rest/socialActions/{Uri.EscapeDataString(urn)}/comments", token, new { actor, @object = urn, message = new { text = "A comment" } });
    }

    [TestCase("Cut (here)", "Cut ")]
    [TestCase("with @[Name](urn:li:organization:1) and #tag_more", "with Name and #tag")]
    public async Task A_text_that_is_not_escaped_is_cut_off_without_a_word(string commentary, string shown)
    {
        var (token, person, _) = await SignInAsync("writer");

        Assert.That(await TextOfAsync(await CreateAsync(token, person, commentary)), Is.EqualTo(shown));
    }

    [Test]
    public async Task A_member_can_post_and_not_read()
    {
        var (token, person, _) = await SignInAsync("writer", "openid", "w_member_social");

        await CreateAsync(token, person, "Hello");

        Assert.That(
            (await GetAsync($"rest/posts?q=author&author={Uri.EscapeDataString(person)}", token, 403)).GetProperty("code").GetString(),
            Is.EqualTo("ACCESS_DENIED"));
    }

    [Test]
    public async Task The_same_again_is_refused_and_named()
    {
        var (token, person, _) = await SignInAsync("writer");
        var urn = await CreateAsync(token, person, "Same");

        using var again = await PostAsync("rest/posts", token, Post(person, "Same"));

        var error = await again.ReadAsync(422);
        Assert.That(error.GetProperty("message").GetString(), Does.Contain(urn));
        Assert.That(error.GetProperty("errorDetails").GetProperty("inputErrors")[0].GetProperty("code").GetString(), Is.EqualTo("DUPLICATE_POST"));
    }

    [Test]
    public async Task What_LinkedIn_would_refuse_is_refused()
    {
        var (token, person, organization) = await SignInAsync("writer");
        var (_, stranger, _) = await SignInAsync("reader");
        var onlyMember = (await SignInAsync("writer", "openid", "w_member_social")).Token;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await CodeOfAsync(Post(person, "x"), token, version: null), Is.EqualTo("400 VERSION_MISSING"));
            Assert.That(await CodeOfAsync(Post(person, "x"), token, version: "202401"), Is.EqualTo("426 NONEXISTENT_VERSION"));
            Assert.That(await CodeOfAsync(Post(person, "x"), "nobody"), Is.EqualTo("401 INVALID_ACCESS_TOKEN"));
            Assert.That(await CodeOfAsync(Post(stranger, "x"), token), Is.EqualTo("403 ACCESS_DENIED"));
            Assert.That(await CodeOfAsync(Post(organization, "x"), onlyMember), Is.EqualTo("403 ACCESS_DENIED"));
            Assert.That(await CodeOfAsync(Post(person, new string('a', 3001)), token), Is.EqualTo("400 FIELD_LENGTH_TOO_LONG"));
            Assert.That(await CodeOfAsync(Post(person, "x", state: "DRAFT"), token), Is.EqualTo("400 INVALID_VALUE_FOR_FIELD"));
            Assert.That(await CodeOfAsync(Post(organization, "x", visibility: "CONNECTIONS"), token), Is.EqualTo("400 INVALID_VALUE_FOR_FIELD"));
            Assert.That(await CodeOfAsync(Post("writer", "x"), token), Is.EqualTo("400 INVALID_URN_TYPE"));
            Assert.That(await CodeOfAsync(new { author = person, commentary = "x" }, token), Is.EqualTo("400 MISSING_FIELD"));
            Assert.That(await CodeOfAsync(new { author = person, text = "x" }, token), Is.EqualTo("400 ILLEGAL_ARGUMENT"));
            Assert.That(
                await CodeOfAsync(Post(person, "x", new { media = new { id = "urn:li:image:nothing" } }), token), Is.EqualTo("400 INVALID_URN_ID"));
            Assert.That(await CodeOfAsync(Post(person, "x", new { article = new { source = "https://example.com" } }), token), Is.EqualTo("400 ILLEGAL_ARGUMENT"));
            Assert.That(await server.CountAsync("platform=linkedin"), Is.Zero);
        }
    }

    [Test]
    public async Task An_image_is_posted_once_it_is_there()
    {
        var (token, person, _) = await SignInAsync("writer");
        using var begun = await PostAsync("rest/images?action=initializeUpload", token, new { initializeUploadRequest = new { owner = person } });
        var target = (await begun.ReadAsync(200)).GetProperty("value");
        var image = target.GetProperty("image").GetString()!;
        var post = Post(person, "Look", new { media = new { id = image, altText = "A picture" } });

        var early = await CodeOfAsync(post, token);
        using var naked = await PutAsync(target.GetProperty("uploadUrl").GetString()!, token: null);
        using var put = await PutAsync(target.GetProperty("uploadUrl").GetString()!, token);
        using var created = await PostAsync("rest/posts", token, post);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(early, Is.EqualTo("400 MEDIA_ASSET_WAITING_UPLOAD"));
            Assert.That((int)naked.StatusCode, Is.EqualTo(401));
            Assert.That((int)put.StatusCode, Is.EqualTo(201));
            Assert.That((int)created.StatusCode, Is.EqualTo(201));
        }
    }

    [Test]
    public async Task A_video_wants_every_part_in_its_order_and_some_time()
    {
        const int PartSize = 4 * 1024 * 1024;
        var (token, person, _) = await SignInAsync("writer");
        using var begun = await PostAsync(
            "rest/videos?action=initializeUpload",
            token,
            new { initializeUploadRequest = new { owner = person, fileSizeBytes = PartSize + 3, uploadCaptions = false, uploadThumbnail = false } });
        var target = (await begun.ReadAsync(200)).GetProperty("value");
        var video = target.GetProperty("video").GetString()!;
        var tags = new List<string>();
        foreach (var part in target.GetProperty("uploadInstructions").EnumerateArray())
        {
            var length = part.GetProperty("lastByte").GetInt64() - part.GetProperty("firstByte").GetInt64() + 1;
            using var put = await PutAsync(part.GetProperty("uploadUrl").GetString()!, token: null, (int)length);
            tags.Add(put.Headers.ETag!.Tag.Trim('"'));
        }

        using var wrong = await FinalizeAsync(video, token, [.. Enumerable.Reverse(tags)]);
        using var right = await FinalizeAsync(video, token, [.. tags]);
        var path = "rest/videos/" + Uri.EscapeDataString(video);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(tags, Has.Count.EqualTo(2));
            Assert.That((int)wrong.StatusCode, Is.EqualTo(400));
            Assert.That((int)right.StatusCode, Is.EqualTo(200));
            Assert.That((await GetAsync(path, token)).GetProperty("status").GetString(), Is.EqualTo("PROCESSING"));
            Assert.That((await GetAsync(path, token)).GetProperty("status").GetString(), Is.EqualTo("AVAILABLE"));
        }
    }

    private static object Post(string author, string commentary, object? content = null, string visibility = "PUBLIC", string state = "PUBLISHED") => new
    {
        author,
        commentary,
        visibility,
        distribution = new { feedDistribution = "MAIN_FEED", targetEntities = Array.Empty<string>(), thirdPartyDistributionChannels = Array.Empty<string>() },
        lifecycleState = state,
        isReshareDisabledByAuthor = false,
        content,
    };

    private async Task<(string Token, string Person, string Organization)> SignInAsync(string account, params string[] scopes)
    {
        var token = (await server.ControlAsync("linkedin/tokens", scopes.Length == 0 ? new { account } : new { account, scopes })).GetProperty("access_token").GetString()!;
        var all = (await server.ControlAsync("linkedin/tokens", new { account })).GetProperty("access_token").GetString()!;
        var person = "urn:li:person:" + (await GetAsync("v2/userinfo", all)).GetProperty("sub").GetString();
        var roles = await GetAsync("rest/organizationAcls?q=roleAssignee&state=APPROVED", all);
        return (token, person, roles.GetProperty("elements")[0].GetProperty("organization").GetString()!);
    }

    private async Task<string> CreateAsync(string token, string author, string commentary)
    {
        using var created = await PostAsync("rest/posts", token, Post(author, commentary));
        Assert.That((int)created.StatusCode, Is.EqualTo(201), await created.Content.ReadAsStringAsync());
        return created.Headers.GetValues("x-restli-id").Single();
    }

    private async Task<string> CodeOfAsync(object post, string token, string? version = Version)
    {
        using var answer = await PostAsync("rest/posts", token, post, version);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return $"{(int)answer.StatusCode} {body.GetProperty("code").GetString()}";
    }

    private async Task<string> TextOfAsync(string urn)
    {
        var posts = await server.Client.GetFromJsonAsync<JsonElement>("/_sandbox/posts?platform=linkedin");
        return posts.GetProperty("items").EnumerateArray().Single(post => post.GetProperty("id").GetString() == urn).GetProperty("text").GetString()!;
    }

    private Task<HttpResponseMessage> FinalizeAsync(string video, string token, string[] parts) => PostAsync(
        "rest/videos?action=finalizeUpload", token, new { finalizeUploadRequest = new { video, uploadToken = "", uploadedPartIds = parts } });

    private async Task<JsonElement> GetAsync(string path, string token, int status = 200)
    {
        using var request = Request(HttpMethod.Get, path, token, Version);
        request.Headers.Add("X-RestLi-Method", "FINDER");
        using var answer = await server.Client.SendAsync(request);
        return await answer.ReadAsync(status);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string token, object body, string? version = Version)
    {
        using var request = Request(HttpMethod.Post, path, token, version);
        request.Content = JsonContent.Create(body, options: new JsonSerializerOptions { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull });
        return await server.Client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> PutAsync(string url, string? token, int length = 10)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await server.Client.SendAsync(request);
    }

    private Task<HttpResponseMessage> RedeemAsync(string code) => server.Client.PostAsync(
        "/linkedin/authorize-host/oauth/v2/accessToken",
        new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["client_id"] = "app", ["client_secret"] = "secret",
            ["redirect_uri"] = "http://127.0.0.1/back",
        }));

    private static HttpRequestMessage Request(HttpMethod method, string path, string token, string? version)
    {
        var request = new HttpRequestMessage(method, "/linkedin/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("X-Restli-Protocol-Version", "2.0.0");
        if (version is not null)
        {
            request.Headers.Add("LinkedIn-Version", version);
        }

        return request;
    }
}
