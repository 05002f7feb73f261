namespace Cluster.Data;

/// <summary>The shape of a job's result file.</summary>
public enum OutputFormat
{
    /// <summary>
    /// One <c>key TAB value LF</c> a line, sorted by value downwards, then by the key's bytes. A word count writes words byte for byte; in jobs of
    /// your own a backslash, TAB, LF or CR in a key is written <c>\\</c>, <c>\t</c>, <c>\n</c> or <c>\r</c>.
    /// </summary>
    Tsv,

    /// <summary>
    /// A JSON array in the same order, one <c>{"key":"...","value":...}</c> a line. Invalid UTF-8 shows as U+FFFD (so different keys may print alike);
    /// control characters are escaped as <c>\u00xx</c>.
    /// </summary>
    Json,
}
