using System.Collections.Concurrent;
using Cluster.Sagas;

namespace Bank;

/// <summary>Prints each receipt once, though it may be handed one twice: the key tells. In earnest the keys are kept where the effect is.</summary>
internal sealed class ReceiptPrinter : IOutboxHandler<Receipt>
{
    private readonly ConcurrentDictionary<string, Receipt> _printed = new();

    public int Printed => _printed.Count;

    public Task HandleAsync(Receipt message, string key, CancellationToken cancellationToken)
    {
        if (_printed.TryAdd(key, message))
        {
            Console.WriteLine($"receipt: {message.From} paid {message.To} {message.Amount}");
        }

        return Task.CompletedTask;
    }
}
