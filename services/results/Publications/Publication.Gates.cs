using ContentMultiplier.Contracts.Publishing;
using ContentMultiplier.Results.Gates;

namespace ContentMultiplier.Results.Publications;

/// <summary>The wait behind a gate, which is no attempt.</summary>
internal sealed partial class Publication
{
    /// <summary>It is due, and a person holds its platform.</summary>
    public bool IsHeldBack => Status == PublicationStatus.Queued && Category == FailureCategories.Held;

    /// <summary>Some of it stands at the platform; the rest follows whatever is held.</summary>
    private bool HasBegun => Steps.Exists(step => step.State == StepStates.Accepted);

    /// <summary>The gate is open, or it is time to ask whether it is.</summary>
    /// <param name="at">Now; a little later for each one after another, because they leave in the order of this.</param>
    public void LeaveGate(DateTimeOffset at, ResultsOptions options)
    {
        if (!IsHeldBack)
        {
            return;
        }

        ForgetGate();
        Reissues = 0;
        NotAfter = at + options.Lifetime;
        MoveTo(PublicationStatus.Queued, at + options.QueuePatience);
        Effects.WakeAt = at;
    }

    /// <summary>
    /// A hold ends by a release, which looks for all that wait; the deadline is for what even that overlooked. A pause ends by itself, so
    /// the publication is scheduled for that moment.
    /// </summary>
    private void StayBehind(Gate gate, DateTimeOffset now, ResultsOptions options)
    {
        if (gate.IsHold)
        {
            Explain(
                FailureCategories.Held,
                gate.Reason is null ? "The platform is held." : $"The platform is held: {gate.Reason}",
                gate.Until is { } until ? $"It leaves at {until:O}, or once the platform is released." : "It leaves once the platform is released.");
            NextTryAt = null;
            MoveTo(PublicationStatus.Queued, now + options.Lifetime);
            return;
        }

        Explain(
            FailureCategories.RateLimited,
            gate.IsForApplication ? "The platform asked the application to wait, and so all its accounts." : "The platform asked this account to wait.",
            null);
        NextTryAt = gate.Until;
        MoveTo(PublicationStatus.Scheduled, gate.Until + options.QueuePatience);
        Effects.WakeAt = gate.Until;
    }

    private void ForgetGate()
    {
        if (IsHeldBack)
        {
            Explain(null, null, null);
        }
    }

    /// <summary>Its own time has been extended since that command was written, and another one follows.</summary>
    private bool IsOfAnOldCommand(AttemptOutcome outcome, DateTimeOffset now) =>
        outcome.Category == FailureCategories.Expired && (IsHeldBack || now < NotAfter);
}
