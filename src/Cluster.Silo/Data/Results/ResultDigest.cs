using System.Security.Cryptography;

namespace Cluster.Silo.Data.Results;

/// <summary>
/// Takes all pairs in the order of their keys and yields the sums and the hash that a result carries: SHA-256 over the lines
/// <c>key TAB value LF</c>, keys as they are. The empty key stands apart.
/// </summary>
internal sealed class ResultDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly TsvFormat _lines = new(escapes: false);
    private readonly ByteWriter _writer;
    private Int128 _total;

    public ResultDigest() => _writer = new ByteWriter(_hash.AppendData);

    /// <summary>The sum of the values; beyond 64 bits the nearest that fits.</summary>
    public long Total => (long)Int128.Clamp(_total, long.MinValue, long.MaxValue);

    public long Distinct { get; private set; }

    public long Empty { get; private set; }

    public void Add(ReadOnlySpan<byte> key, long value)
    {
        if (key.IsEmpty)
        {
            Empty = value;
            return;
        }

        Distinct++;
        _total += value;
        _lines.Write(_writer, key, value);
    }

    /// <summary>The hash, in lower-case hex.</summary>
    public string Finish()
    {
        _writer.Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();
}
