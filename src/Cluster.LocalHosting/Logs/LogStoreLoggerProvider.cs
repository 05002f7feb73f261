using Microsoft.Extensions.Logging;

namespace Cluster.LocalHosting.Logs;

/// <summary>Keeps what the engine itself logs beside the logs of its resources, under the name <c>apphost</c>.</summary>
internal sealed class LogStoreLoggerProvider(LogStore store) : ILoggerProvider
{
    public const string AppHost = "apphost";

    public ILogger CreateLogger(string categoryName) => new StoreLogger(store);

    public void Dispose()
    {
    }

    private sealed class StoreLogger(LogStore store) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = exception is null ? formatter(state, null) : $"{formatter(state, exception)}: {exception}";
                store.Append(AppHost, logLevel >= LogLevel.Warning, text);
            }
        }
    }
}
