using System.Text.RegularExpressions;

namespace Cluster.Sagas;

/// <summary>What sagas and their steps may be called.</summary>
internal static partial class SagaNames
{
    public static bool IsKind(string name) => Kind().IsMatch(name);

    public static bool IsStep(string name) => Step().IsMatch(name);

    /// <exception cref="ArgumentException">It is no identity of a saga.</exception>
    public static string CheckedId(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return Id().IsMatch(id)
            ? id
            : throw new ArgumentException($"'{id}' is no identity of a saga: it has 1 to 128 letters, digits, '-', '_', '.', ':' or '@'.", nameof(id));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Kind();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Step();

    [GeneratedRegex(@"\A[A-Za-z0-9._:@-]{1,128}\z")]
    private static partial Regex Id();
}
