namespace Cluster.Silo.Data.Words;

/// <summary>Takes the words that a scanner finds. A struct, so that the scanner and the sink compile to one loop.</summary>
internal interface IWordSink
{
    /// <summary>A word as a place within the text that is scanned.</summary>
    void Word(ReadOnlySpan<byte> text, int start, int length);
}
