using System.Text;
using Cluster.Silo.Data.Input;
using CsCheck;

namespace Cluster.Tests.Data;

/// <summary>What a job reads: listing, splitting, and whole lines.</summary>
public sealed class InputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cluster-input-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void List_OfAFolder_GivesAllFilesBelow_Sorted_WithoutHiddenOnes()
    {
        Write("b.txt");
        Write("a/z.txt");
        Write("a/.hidden");
        Write(".git/config");

        Assert.Equal(["a/z.txt", "b.txt"], List(_folder));
    }

    [Theory]
    [InlineData("*.txt", "a.txt")]
    [InlineData("?.txt", "a.txt")]
    [InlineData("**/*.txt", "a.txt|x/b.txt|x/y/c.txt")]
    [InlineData("x/**", "x/b.txt|x/y/c.txt|x/y/d.md")]
    [InlineData("*/y/?.*", "x/y/c.txt|x/y/d.md")]
    [InlineData("x/../a.txt", "a.txt")]
    public void List_OfAGlob_GivesWhatItMatches(string glob, string expected)
    {
        Write("a.txt");
        Write("x/b.txt");
        Write("x/y/c.txt");
        Write("x/y/d.md");

        Assert.Equal(expected.Split('|'), List(Path.Combine(_folder, glob)));
    }

    [Fact]
    public void List_OfOverlappingPaths_GivesEachFileOnce()
    {
        Write("a.txt");

        Assert.Equal(["a.txt"], List(_folder, Path.Combine(_folder, "*.txt"), Path.Combine(_folder, "a.txt")));
    }

    [Fact]
    public void List_OfAFileWhoseNameLooksLikeAGlob_GivesThatFile()
    {
        Write("a*.txt");
        Write("ab.txt");

        Assert.Equal(["a*.txt"], List(Path.Combine(_folder, "a*.txt")));
    }

    [Theory]
    [InlineData("missing.txt", "does not exist")]
    [InlineData("*.csv", "No file matches")]
    [InlineData("empty", "holds no files")]
    [InlineData("link", "is a link to")]
    public void List_OfWhatIsNotThere_FailsNamingIt(string path, string message)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), Path.Combine(_folder, "nowhere"));

        var error = Assert.Throws<InputException>(() => List(Path.Combine(_folder, path)));

        Assert.Contains(Path.Combine(_folder, path), error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_OfAnyFiles_CoversEachByteOnce_AndPacksSmallOnes() => Gen.Select(Gen.Long[0, 500].Array[1, 20], Gen.Long[1, 200]).Sample(
        (lengths, splitBytes) =>
        {
            var files = lengths.Select((length, i) => new InputFile($"/{i:D2}", length, 0)).ToList();
            var splits = SplitPlanner.Plan(files, splitBytes);
            Assert.Equal(Enumerable.Range(0, splits.Count), splits.Select(split => split.Index));
            Assert.All(splits, split => Assert.True(split.Bytes <= splitBytes));
            foreach (var file in files)
            {
                var ranges = splits.SelectMany(split => split.Ranges).Where(range => range.File == file).ToList();
                Assert.Equal(0, ranges[0].Start);
                Assert.Equal(file.Length, ranges[^1].End);
                Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
                Assert.Single(ranges, range => range.EndsFile);
            }

            // Two neighbours that would fit into one split share one.
            Assert.All(splits.Zip(splits.Skip(1)), pair => Assert.True(pair.First.Bytes + pair.Second.Ranges[0].Length > splitBytes));
        });

    [Theory]
    [InlineData(16 << 20, 4 << 20, 6, 1 << 20)]
    [InlineData(16 << 20, 1L << 40, 6, 268_435_457)]
    [InlineData(16 << 20, 10L << 30, 6, 16 << 20)]
    [InlineData(64 << 10, 4 << 20, 6, 64 << 10)]
    public void EffectiveSize_FollowsTheInput(long asked, long total, int workers, long expected) =>
        Assert.Equal(expected, SplitPlanner.EffectiveSize(asked, total, workers));

    [Fact]
    public void Lines_OfAnyFile_AreOwnedByOneSplitEach()
    {
        var path = Path.Combine(_folder, "lines");
        var text = Gen.OneOf(Gen.Const("\n"), Gen.Const("x"), Gen.Const("yy\n"), Gen.Const("a long line that spans buffers\n")).Array[0, 40];
        Gen.Select(text, Gen.Long[1, 50], Gen.Int[1, 20]).Sample(
            (pieces, splitBytes, bufferBytes) =>
            {
                var content = string.Concat(pieces);
                File.WriteAllText(path, content);
                var read = new StringBuilder();
                foreach (var range in SplitPlanner.Plan([InputFile.Of(path)], splitBytes).SelectMany(split => split.Ranges))
                {
                    using var reader = new LineReader(range, bufferBytes, 1 << 20);
                    while (reader.TryRead(out var lines))
                    {
                        Assert.True(lines[^1] == (byte)'\n' || read.Length + lines.Length == content.Length);
                        read.Append(Encoding.ASCII.GetString(lines));
                    }

                    Assert.Equal(content.Length == 0 || content[^1] == '\n', reader.LastLineIsEmpty());
                }

                Assert.Equal(content, read.ToString());
            },
            iter: 1000,
            threads: 1);
    }

    [Fact]
    public void Line_LongerThanTheLimit_FailsNamingFileAndPlace()
    {
        var path = Write("long.txt", new string('x', 5000));
        using var reader = new LineReader(new FileRange(InputFile.Of(path), 0, 5000), 100, 1000);

        var error = Assert.Throws<InputException>(() => reader.TryRead(out _));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("longer than 1,000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("longer than before", "had 5 bytes and has 18 now")]
    [InlineData("other", "was written to")]
    [InlineData(null, "does not exist")]
    public void File_ChangedSinceThePlan_IsRefused(string? content, string message)
    {
        var path = Write("file.txt", "12345");
        var planned = InputFile.Of(path);
        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
            File.SetLastWriteTimeUtc(path, new DateTime(planned.ModifiedTicks, DateTimeKind.Utc).AddSeconds(1));
        }

        var error = Assert.Throws<InputException>(() => new LineReader(new FileRange(planned, 0, 5), 100, 1000));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private string[] List(params string[] paths) =>
        [.. InputListing.List(paths).Select(file => Path.GetRelativePath(_folder, file.Path).Replace('\\', '/'))];

    private string Write(string name, string content = "text")
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}
