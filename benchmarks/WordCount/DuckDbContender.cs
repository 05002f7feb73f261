using Cluster.Benchmarks.Measuring;
using DuckDB.NET.Data;

namespace Cluster.Benchmarks.WordCount;

/// <summary>DuckDB in this process, with all cores: lines by its CSV reader, words by its string functions.</summary>
internal sealed class DuckDbContender(string input) : IContender
{
    private readonly string _output = input + ".duckdb.tsv";

    public string Name => "DuckDB";

    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = new DuckDBConnection("DataSource=:memory:");
        await connection.OpenAsync(cancellationToken);
        await ExecuteAsync(connection, $$"""
            CREATE TABLE counts AS
            SELECT word, count(*) AS n
            FROM (
                SELECT unnest(string_split(translate(line, chr(9) || chr(11) || chr(12) || chr(13), '    '), ' ')) AS word
                FROM read_csv('{{input}}', columns = {'line': 'VARCHAR'}, delim = chr(1), quote = '', escape = '', header = false,
                              auto_detect = false, strict_mode = false, max_line_size = 4194304))
            WHERE word <> ''
            GROUP BY word
            """);
        await ExecuteAsync(connection, $"""
            COPY (SELECT word || chr(9) || n FROM counts ORDER BY n DESC, word)
            TO '{_output}' (FORMAT csv, HEADER false, DELIMITER '', QUOTE '', ESCAPE '')
            """);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST(sum(n) AS BIGINT), count(*) FROM counts";
        await using var totals = await command.ExecuteReaderAsync(cancellationToken);
        await totals.ReadAsync(cancellationToken);
        return WordCountResult.Of(_output, totals.GetInt64(0), totals.GetInt64(1));
    }

    private static async Task ExecuteAsync(DuckDBConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
