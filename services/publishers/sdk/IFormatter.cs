using ContentMultiplier.Contracts.Preview;

namespace ContentMultiplier.Publishing;

/// <summary>Shows what would be sent. Without one, the parts are shown as they are, checked against the capabilities.</summary>
public interface IFormatter
{
    PostPreviewed Format(PreviewPost request);
}
