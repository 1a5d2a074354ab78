using ContentMultiplier.Contracts.Api.Results;
using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.EndToEnd.Tests.Support;

namespace ContentMultiplier.EndToEnd.Tests.Faults;

/// <summary>Compares what the suite says about posts with what stands at the platforms.</summary>
internal sealed class Verdict
{
    private readonly Dictionary<(string Platform, string Text), List<SandboxPost>> _standing;
    private readonly List<string> _mistakes = [];

    private Verdict(IEnumerable<SandboxPost> standing)
    {
        _standing = standing.GroupBy(post => (post.Platform, post.Text)).ToDictionary(group => group.Key, group => group.ToList());
    }

    public IReadOnlyList<string> Mistakes => _mistakes;

    public int Published { get; private set; }

    public int Unknown { get; private set; }

    public int UnknownAndThere { get; private set; }

    /// <summary>Publications that took more than one dispatch.</summary>
    public int TriedAgain { get; private set; }

    /// <param name="others">What others found wrong.</param>
    public static Verdict On(
        IEnumerable<ExpectedPost> expected, IReadOnlyDictionary<Guid, PostStatusResponse> statuses, IEnumerable<SandboxPost> standing,
        params IEnumerable<string> others)
    {
        var verdict = new Verdict(standing);
        verdict._mistakes.AddRange(others);
        foreach (var post in expected)
        {
            verdict.Judge(post, statuses[post.PostId].Publications);
        }

        return verdict;
    }

    public override string ToString() =>
        $"{Published} published, {Unknown} unknown ({UnknownAndThere} of them there), {TriedAgain} tried more than once, {_mistakes.Count} mistakes"
        + string.Concat(_mistakes.Take(25).Select(mistake => "\n  " + mistake));

    private void Judge(ExpectedPost post, IReadOnlyList<PublicationResponse> publications)
    {
        if (publications.Count != post.Targets)
        {
            _mistakes.Add($"`{post.PostId}` has {publications.Count} publications and not {post.Targets}.");
        }

        foreach (var publication in publications)
        {
            TriedAgain += publication.Attempts.Any(attempt => attempt.Attempt > 1) ? 1 : 0;
            JudgePublication(publication, post.On(publication.Platform));
            JudgeTime(publication, post.On(publication.Platform));
        }
    }

    private void JudgePublication(PublicationResponse publication, IReadOnlyList<string> texts)
    {
        var counts = texts.Select(text => Standing(publication.Platform, text).Count).ToList();
        var isThereOnce = counts.All(count => count == 1);
        switch (publication.Status)
        {
            case PublicationStatus.Published when isThereOnce:
                Published++;
                JudgeThread(publication, texts);
                break;
            case PublicationStatus.Unknown when SuiteClient.IsLeftToAPerson(publication) && IsALostCall(publication) && counts.All(count => count <= 1):
                Unknown++;
                UnknownAndThere += isThereOnce ? 1 : 0;
                break;
            default:
                _mistakes.Add(
                    $"`{texts[0]}` on {publication.Platform} is {publication.Status} and stands there {string.Join(", ", counts)} times; "
                    + $"{publication.PublicationId}: {publication.Problem?.Category} {publication.Problem?.Detail}; next try {publication.NextTryAt:HH:mm:ss.fff}; attempts "
                    + string.Join(" | ", publication.Attempts.Select(attempt => $"{attempt.Attempt} {attempt.Result} {attempt.Category} {attempt.Detail}"))
                    + "; steps " + string.Join(" | ", publication.Steps.Select(step => $"{step.Name} {step.State} {step.ExternalId}")));
                break;
        }
    }

    /// <summary>Nobody is asked to look for what was never under way.</summary>
    private static bool IsALostCall(PublicationResponse publication) => publication.Steps.Any(step => step.State == "unknown");

    /// <summary>Nothing may stand there earlier than it was wanted.</summary>
    private void JudgeTime(PublicationResponse publication, IReadOnlyList<string> texts)
    {
        foreach (var early in texts.SelectMany(text => Standing(publication.Platform, text)).Where(post => post.At < publication.DueAt))
        {
            _mistakes.Add($"`{early.Text}` came to {publication.Platform} at {early.At:HH:mm:ss.fff} and was due at {publication.DueAt:HH:mm:ss.fff}.");
        }
    }

    /// <summary>Each part answers the one before, and the suite gives the id of the first.</summary>
    private void JudgeThread(PublicationResponse publication, IReadOnlyList<string> texts)
    {
        string? parent = null;
        foreach (var text in texts)
        {
            var post = Standing(publication.Platform, text)[0];
            if (post.ReplyTo != parent)
            {
                _mistakes.Add($"`{text}` answers {post.ReplyTo ?? "nothing"} and not {parent ?? "nothing"}.");
            }

            if (parent is null && post.Id != publication.ExternalId)
            {
                _mistakes.Add($"`{text}` is {post.Id} on {publication.Platform} and not {publication.ExternalId}.");
            }

            parent = post.Id;
        }
    }

    private IReadOnlyList<SandboxPost> Standing(string platform, string text) => _standing.GetValueOrDefault((platform, text)) ?? [];
}
