namespace Cluster.Silo.Data.Input;

/// <summary>A byte range of a file. It owns the lines whose first byte lies in it, and with <see cref="EndsFile"/> the file's end.</summary>
internal readonly record struct FileRange(InputFile File, long Start, long End)
{
    public long Length => End - Start;

    public bool EndsFile => End == File.Length;

    public override string ToString() => $"{File.Path} [{Start}, {End})";
}
