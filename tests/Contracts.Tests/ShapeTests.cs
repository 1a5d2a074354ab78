using System.Reflection;
using System.Text;

namespace ContentMultiplier.Contracts.Tests;

/// <summary>
/// The public shape of every message, as an approved text: a change shows in the diff of <c>approved-shape.txt</c> and is
/// judged by VERSIONING.md. To approve one, copy the file that the failing test names.
/// </summary>
public sealed class ShapeTests
{
    [Test]
    public void The_shape_of_the_messages_is_the_approved_one()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        var actual = Describe();
        var received = Path.Combine(folder, "received-shape.txt");
        File.WriteAllText(received, actual);

        Assert.That(actual, Is.EqualTo(File.ReadAllText(Path.Combine(folder, "approved-shape.txt"))), $"Compare with {received}");
    }

    [Test]
    public void Messages_are_records_without_inheritance_or_enums()
    {
        foreach (var message in Messages.All)
        {
            Assert.That(message.BaseType, Is.EqualTo(typeof(object)), message.FullName);
            Assert.That(message.GetProperties().Where(property => property.PropertyType.IsEnum), Is.Empty, message.FullName);
        }
    }

    private static string Describe()
    {
        var nullability = new NullabilityInfoContext();
        var text = new StringBuilder();
        foreach (var message in Messages.All.OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(message.FullName).Append('\n');
            foreach (var property in message.GetProperties().OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                var isRequired = property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null;
                var isNullable = nullability.Create(property).ReadState == NullabilityState.Nullable;
                text.Append("    ").Append(property.Name).Append(": ").Append(NameOf(property.PropertyType))
                    .Append(isNullable ? "?" : "").Append(isRequired ? " required" : "").Append('\n');
            }
        }

        return text.ToString();
    }

    private static string NameOf(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? inner.Name
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
