using System.Collections.Immutable;
using System.Text;

namespace Cluster.Registers.Sessions;

/// <summary>
/// What a session has seen: for each register a version below which no answer may be. The client carries it from call to call, and may hand it to
/// another process, which then goes on in the same session (Terry et al., Session Guarantees for Weakly Consistent Replicated Data, 1994).
/// </summary>
/// <remarks>
/// <para>A read is served by a replica that has reached the register's version in the token (monotonic reads, read your writes). A write gets a version above
/// what the session saw of the register and a time above all that it saw anywhere (monotonic writes, writes follow reads).</para>
/// <para>Not guaranteed: that a reader of one register's write finds what its writer had read of <em>another</em> register. Registers travel on their own.</para>
/// <para>The token grows by some 60 bytes per register that the session touches.</para>
/// </remarks>
internal sealed class SessionToken
{
    private const byte Format = 1;
    private readonly ImmutableSortedDictionary<string, RegisterVersion> _seen;

    private SessionToken(ImmutableSortedDictionary<string, RegisterVersion> seen, RegisterVersion newest) => (_seen, Newest) = (seen, newest);

    /// <summary>A session that has seen nothing.</summary>
    public static SessionToken Empty { get; } = new(ImmutableSortedDictionary.Create<string, RegisterVersion>(StringComparer.Ordinal), default);

    /// <summary>
    /// The newest time of a weaker write that the session has seen, as a version over nothing: the clock that stamps its next write must have witnessed it.
    /// </summary>
    public RegisterVersion Newest { get; }

    /// <summary>The version below which the session must not be answered.</summary>
    public RegisterVersion Floor(string register) => _seen.GetValueOrDefault(register);

    /// <summary>Whether a replica with this version of the register may answer.</summary>
    public bool Allows(string register, RegisterVersion version) => version >= Floor(register);

    /// <summary>The token after the session has read or written this version.</summary>
    public SessionToken With(string register, RegisterVersion version) => version <= Floor(register) && TimeOf(version) <= Newest
        ? this
        : new SessionToken(
            version > Floor(register) ? _seen.SetItem(register, version) : _seen,
            TimeOf(version) > Newest ? TimeOf(version) : Newest);

    /// <summary>The token as text of letters, digits, - and _.</summary>
    public override string ToString()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Format);
        Write(writer, Newest);
        writer.Write7BitEncodedInt(_seen.Count);
        foreach (var (register, version) in _seen)
        {
            writer.Write(register);
            writer.Write7BitEncodedInt64(version.Time);
            writer.Write(version.Writer);
            writer.Write7BitEncodedInt64(version.Step);
            Write(writer, version);
        }

        writer.Flush();
        return System.Buffers.Text.Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <exception cref="FormatException">The text is no session token.</exception>
    public static SessionToken Parse(string text)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(System.Buffers.Text.Base64Url.DecodeFromChars(text)), Encoding.UTF8);
            if (reader.ReadByte() != Format)
                throw new FormatException("The session token has a format that this version does not know.");
            var newest = ReadTime(reader);
            var seen = Empty._seen.ToBuilder();
            for (var count = reader.Read7BitEncodedInt(); count > 0; count--)
            {
                var register = reader.ReadString();
                var over = new RegisterVersion(reader.Read7BitEncodedInt64(), reader.ReadInt64(), reader.Read7BitEncodedInt64());
                var at = ReadTime(reader);
                seen[register] = over with { Physical = at.Physical, Logical = at.Logical, Actor = at.Actor };
            }

            return reader.BaseStream.Position == reader.BaseStream.Length
                ? new SessionToken(seen.ToImmutable(), newest)
                : throw new FormatException("The session token has bytes behind its end.");
        }
        catch (EndOfStreamException exception)
        {
            throw new FormatException("The session token is cut short.", exception);
        }
    }

    private static RegisterVersion TimeOf(RegisterVersion version) =>
        new() { Physical = version.Physical, Logical = version.Logical, Actor = version.Actor };

    private static void Write(BinaryWriter writer, RegisterVersion time)
    {
        writer.Write7BitEncodedInt64(time.Physical);
        writer.Write7BitEncodedInt(time.Logical);
        writer.Write(time.Actor);
    }

    private static RegisterVersion ReadTime(BinaryReader reader) =>
        new() { Physical = reader.Read7BitEncodedInt64(), Logical = reader.Read7BitEncodedInt(), Actor = reader.ReadInt64() };
}
