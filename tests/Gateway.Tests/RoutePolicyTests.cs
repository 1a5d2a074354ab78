using Microsoft.AspNetCore.Builder;

namespace ContentMultiplier.Gateway.Tests;

public sealed class RoutePolicyTests
{
    [Test]
    public async Task Shipped_routes_are_accepted()
    {
        await using var app = Build([]);

        Assert.That(app, Is.Not.Null);
    }

    [Test]
    public void Start_up_refuses_bad_routes_and_names_every_problem_at_once()
    {
        string[] args =
        [
            "--ReverseProxy:Routes:me:AuthorizationPolicy=",
            "--ReverseProxy:Routes:schedule:AuthorizationPolicy=everybody",
            .. Route("ledger", "/internal/{**rest}"),
            .. Route("shouting", "/INTERNAL/ledger"),
            .. Route("open", "/{service}/{**rest}"),
            .. Route("all", "{**rest}"),
            .. Route("moved", "/api/ledger/{**rest}"), "--ReverseProxy:Routes:moved:Transforms:0:PathPrefix=/internal",
            .. Route("lost", "/api/lost"), "--ReverseProxy:Routes:lost:ClusterId=nowhere",
            .. Route("unlimited", "/api/unlimited"), "--ReverseProxy:Routes:unlimited:Metadata:RateLimit=none",
            .. Route("elsewhere", "/api/elsewhere/{id}"), "--ReverseProxy:Routes:elsewhere:Metadata:Workspace=workspace_id",
            "--ReverseProxy:Routes:any-method:ClusterId=posts", "--ReverseProxy:Routes:any-method:AuthorizationPolicy=read",
            "--ReverseProxy:Routes:any-method:Match:Path=/api/any",
        ];

        var refusal = Assert.Throws<InvalidOperationException>(() => Build(args))!.ToString();

        Assert.Multiple(() =>
        {
            Assert.That(refusal, Does.Contain("Route 'me' names no authorization policy"));
            Assert.That(refusal, Does.Contain("Route 'schedule' names the authorization policy 'everybody', which does not exist"));
            Assert.That(refusal, Does.Contain("Route 'ledger' reaches /internal"));
            Assert.That(refusal, Does.Contain("Route 'shouting' reaches /internal"));
            Assert.That(refusal, Does.Contain("Route 'open' has the path '/{service}/{**rest}', whose first segment is open"));
            Assert.That(refusal, Does.Contain("Route 'all' has the path '{**rest}', whose first segment is open"));
            Assert.That(refusal, Does.Contain("Route 'moved' rewrites its path"));
            Assert.That(refusal, Does.Contain("Route 'lost' names the cluster 'nowhere'"));
            Assert.That(refusal, Does.Contain("Route 'unlimited' names the rate limit 'none'"));
            Assert.That(refusal, Does.Contain("Route 'elsewhere' names the workspace by 'workspace_id', which is no parameter of its path"));
            Assert.That(refusal, Does.Contain("Route 'any-method' names no method"));
            Assert.That(refusal, Does.Not.Contain("Route 'login'"));
        });
    }

    private static WebApplication Build(string[] args) =>
        GatewayApplication.Build(args, builder => new KeyRingInMemory().AddTo(builder.Services));

    private static string[] Route(string id, string path) =>
    [
        $"--ReverseProxy:Routes:{id}:ClusterId=posts", $"--ReverseProxy:Routes:{id}:AuthorizationPolicy=anonymous",
        $"--ReverseProxy:Routes:{id}:Match:Path={path}", $"--ReverseProxy:Routes:{id}:Match:Methods:0=GET",
    ];
}
