using System.Globalization;
using System.Text;

namespace Cluster.Locks.RabbitMq;

/// <summary>A message in the queue of a lock.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sender">The attempt to take the lock that sent it.</param>
/// <param name="Token">Of a token: the newest fencing token that was given.</param>
/// <param name="Copy">Of a token: how often its holder has sent it anew.</param>
internal readonly record struct TurnMessage(TurnMessageKind Kind, Guid Sender, long Token = 0, int Copy = 0)
{
    public byte[] Write() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Kind} {Sender:N} {Token} {Copy}"));

    /// <exception cref="FormatException">It is none of ours.</exception>
    public static TurnMessage Read(ReadOnlySpan<byte> body)
    {
        var text = Encoding.ASCII.GetString(body);
        return text.Split(' ') is [var kind, var sender, var token, var copy]
            && Enum.TryParse<TurnMessageKind>(kind, out var parsed)
            && Guid.TryParseExact(sender, "N", out var from)
            && long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(copy, NumberStyles.None, CultureInfo.InvariantCulture, out var which)
            ? new TurnMessage(parsed, from, number, which)
            : throw new FormatException($"A message in the queue of a lock should be KIND SENDER TOKEN COPY; this one is: {text}");
    }
}
