using System.Text;
using System.Text.Json;
using Cluster.Silo.Data.Results;

namespace Cluster.Tests.Data;

public sealed class ResultFormatTests
{
    [Fact]
    public void Tsv_OfAWordCount_WritesBytesAsTheyAre() =>
        Assert.Equal([.. "a\tb\t2\n\\"u8, 0xFF, .. "\t-1\n"u8], Write(new TsvFormat(escapes: false), ("a\tb"u8.ToArray(), 2), ([(byte)'\\', 0xFF], -1)));

    [Fact]
    public void Tsv_OfOtherJobs_EscapesWhatSeparates() =>
        Assert.Equal(
            "tab\\tline\\nreturn\\rback\\\\slash\t7\n",
            Encoding.UTF8.GetString(Write(new TsvFormat(escapes: true), ("tab\tline\nreturn\rback\\slash"u8.ToArray(), 7))));

    [Fact]
    public void Json_EscapesControlCharacters_AndReplacesInvalidUtf8()
    {
        var json = Write(new JsonFormat(), ([.. "\"\\\n\u007Fé"u8, 0xE2, 0x82], 3), ("b"u8.ToArray(), long.MinValue));

        Assert.Equal("[\n{\"key\":\"\\\"\\\\\\u000a\u007Fé\uFFFD\",\"value\":3},\n{\"key\":\"b\",\"value\":-9223372036854775808}\n]\n", Encoding.UTF8.GetString(json));
        Assert.Equal("\"\\\n\u007Fé\uFFFD", JsonDocument.Parse(json).RootElement[0].GetProperty("key").GetString());
    }

    [Fact]
    public void Json_OfNothing_IsAnEmptyArray() => Assert.Equal("[\n]\n", Encoding.UTF8.GetString(Write(new JsonFormat())));

    [Fact]
    public void Writer_HandsOnEverything_InOrder()
    {
        using var stream = new MemoryStream();
        var writer = new ByteWriter(stream.Write);
        var expected = new List<byte>();
        for (var i = 0; i < 300; i++)
        {
            var piece = Enumerable.Repeat((byte)i, i * 97).ToArray();
            writer.Write(piece);
            writer.Write((long)i);
            writer.Write((byte)'.');
            expected.AddRange([.. piece, .. Encoding.ASCII.GetBytes($"{i}.")]);
        }

        writer.Write(new byte[1_000_000]);
        expected.AddRange(new byte[1_000_000]);
        writer.Flush();

        Assert.Equal(expected, stream.ToArray());
    }

    private static byte[] Write(IPairFormat format, params (byte[] Key, long Value)[] pairs)
    {
        using var stream = new MemoryStream();
        var writer = new ByteWriter(stream.Write);
        format.Begin(writer);
        foreach (var (key, value) in pairs)
        {
            format.Write(writer, key, value);
        }

        format.End(writer);
        writer.Flush();
        return stream.ToArray();
    }
}
