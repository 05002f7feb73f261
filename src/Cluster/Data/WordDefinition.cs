namespace Cluster.Data;

/// <summary>What counts as a word.</summary>
public enum WordDefinition
{
    /// <summary>Maximal runs of bytes that are not ASCII white space (09-0D and 20). The default, and the fastest.</summary>
    Ascii,

    /// <summary>
    /// Maximal runs of characters that are not Unicode white space, as Python's <c>str.split()</c> has it; the text is decoded as UTF-8
    /// and each invalid sequence counts as U+FFFD.
    /// </summary>
    Unicode,

    /// <summary>
    /// <c>line.Split(' ')</c> over lines that LF separates (after the last LF comes one more line, empty or not) and that lose one CR at
    /// their end; bytes are taken as they are. The empty words are counted, apart from the others.
    /// </summary>
    Space,
}
