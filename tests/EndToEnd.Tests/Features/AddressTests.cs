using System.Net;
using ContentMultiplier.EndToEnd.Tests.Support;
using ContentMultiplier.Local.Suites;

namespace ContentMultiplier.EndToEnd.Tests.Features;

/// <summary>What the services declare, what the gateway shows and what can be reached are the same, and nobody comes in unnamed.</summary>
public sealed class AddressTests
{
    private static readonly string[] Anonymous =
    [
        "POST /api/auth/register", "POST /api/auth/login", "POST /api/auth/refresh", "POST /api/auth/logout",
        "POST /api/auth/password/forgot", "POST /api/auth/password/reset", "POST /api/auth/email/confirm",
        "GET /api/publishing/auth/{platform}/callback", "POST /api/publishing/inbound/{platform}/{key}",
        "GET /api/publishing/inbound/{platform}/{key}",
    ];

    private SuiteUnderTest _suite = null!;
    private HttpClient _nobody = null!;
    private ApiDocument _document = null!;

    [OneTimeSetUp]
    public async Task ReadDocumentAsync()
    {
        _suite = await SuiteUnderTest.SharedAsync();
        _nobody = new HttpClient { BaseAddress = _suite.Gateway };
        _document = await ApiDocument.ReadAsync(_nobody, "/openapi.json");
    }

    [OneTimeTearDown]
    public void Disconnect() => _nobody.Dispose();

    [Test]
    public async Task Document_holds_every_operation_that_the_services_declare()
    {
        var declared = new List<string>();
        foreach (var service in _suite.Processes.Suite.Members.Where(member => member.Role == SuiteRole.Service))
        {
            using var http = new HttpClient { BaseAddress = service.Url };
            var own = await ApiDocument.ReadAsync(http, "/openapi/v1.json");
            declared.AddRange(own.Operations.Select(operation => operation.Name).Where(name => name.Contains(" /api/", StringComparison.Ordinal)));
        }

        Assert.That(declared, Is.Not.Empty);
        Assert.That(_document.Operations.Select(operation => operation.Name), Is.EquivalentTo(declared));
    }

    [Test]
    public void Document_says_of_every_parameter_what_it_is_under_the_names_that_the_api_uses()
    {
        Assert.Multiple(() =>
        {
            foreach (var operation in _document.Operations)
            {
                foreach (var parameter in operation.Parameters)
                {
                    Assert.That(parameter.HasType, Is.True, $"{operation.Name}: {parameter.Name}");
                    Assert.That(parameter.In == "header" ? "a" : parameter.Name, Does.Match("^[a-z]+(_[a-z]+)*$"), operation.Name);
                }
            }
        });
    }

    [Test]
    public async Task Every_operation_is_reached_and_tells_a_caller_without_credential_so()
    {
        var answers = await CallAsync(_document.Operations.Where(operation => !operation.IsAnonymous));

        Assert.Multiple(() =>
        {
            foreach (var (operation, answer) in answers)
            {
                Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.Unauthorized), operation.Name);
                Assert.That(answer.Flaw(), Is.Null);
                Assert.That(answer.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Bearer"), operation.Name);
            }
        });
    }

    [Test]
    public async Task Operations_without_credential_are_those_that_must_be_and_check_what_they_get()
    {
        var answers = await CallAsync(_document.Operations.Where(operation => operation.IsAnonymous));

        Assert.That(answers.Select(answer => answer.Operation.Name), Is.EquivalentTo(Anonymous));
        Assert.Multiple(() =>
        {
            foreach (var (operation, answer) in answers.Where(answer => answer.Operation.Path != "/api/auth/logout"))
            {
                Assert.That(answer.Flaw(), Is.Null, operation.Name);
                Assert.That(answer.Status, Is.AnyOf(HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), operation.Name);
            }
        });
    }

    [TestCase("/internal/tokens/exchange")]
    [TestCase("/internal/credentials/0196b0c0-0000-7000-8000-000000000000/lease")]
    [TestCase("/internal/ledger/claims")]
    [TestCase("/internal/publications/cancel")]
    public async Task What_services_say_among_themselves_is_not_there(string path)
    {
        var answer = await _nobody.CallAsync(HttpMethod.Post, path, "{}");

        Assert.That(answer.Flaw(), Is.Null);
        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.NotFound), answer.ToString());
    }

    private async Task<List<(ApiOperation Operation, Answer Answer)>> CallAsync(IEnumerable<ApiOperation> operations)
    {
        var answers = new List<(ApiOperation, Answer)>();
        foreach (var operation in operations)
        {
            var id = Guid.CreateVersion7();
            answers.Add((operation, await _nobody.CallAsync(operation.Method, operation.Address(id), _document.SampleBody(operation, id))));
        }

        return answers;
    }
}
