using System.Globalization;

namespace Cluster.Locks.FileSystem;

/// <summary>
/// The state of a lock, which is the name of a file: <c>TOKEN.free</c>, or <c>TOKEN.held.LEASE</c> with the holder's lease in milliseconds.
/// The token is that of the newest grant, so a name is never in use a second time.
/// </summary>
internal readonly record struct FileLockState(long Token, TimeSpan? Lease)
{
    public static FileLockState New { get; } = new(0, null);

    public bool IsHeld => Lease is not null;

    public string FileName => Lease is { } lease
        ? string.Create(CultureInfo.InvariantCulture, $"{Token}.held.{(long)lease.TotalMilliseconds}")
        : string.Create(CultureInfo.InvariantCulture, $"{Token}.free");

    public FileLockState Taken(TimeSpan lease) => new(Token + 1, lease);

    public FileLockState Released() => new(Token, null);

    public static FileLockState? TryParse(ReadOnlySpan<char> fileName)
    {
        Span<Range> parts = stackalloc Range[4];
        var count = fileName.Split(parts, '.');
        if (count < 2 || !TryParseNumber(fileName[parts[0]], out var token))
            return null;
        if (count == 2 && fileName[parts[1]] is "free")
            return new FileLockState(token, null);
        return count == 3 && fileName[parts[1]] is "held" && TryParseNumber(fileName[parts[2]], out var lease)
            ? new FileLockState(token, TimeSpan.FromMilliseconds(lease))
            : null;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
