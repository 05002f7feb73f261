using System.Security.Cryptography;
using System.Text;

namespace Cluster.Dashboard.Access;

/// <summary>The names and the one comparison that the access rule rests on.</summary>
internal static class AccessScheme
{
    /// <summary>Decides over each request: this machine, bearer token, or the cookie of a sign-in.</summary>
    public const string Name = "Cluster";

    /// <summary>The cookie that a sign-in leaves.</summary>
    public const string Cookie = "Cluster.Cookie";

    /// <summary>The policy of Orleans' own dashboard, and of everything else that is not open to all.</summary>
    public const string Policy = "Cluster.Operator";

    /// <summary>Compares without telling by its duration how much was right.</summary>
    public static bool Matches(string? given, string token) =>
        given is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
