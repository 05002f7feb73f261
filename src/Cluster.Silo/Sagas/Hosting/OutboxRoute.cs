using Cluster.Sagas;
using Microsoft.Extensions.DependencyInjection;

namespace Cluster.Silo.Sagas.Hosting;

/// <summary>How messages of one type reach their handler.</summary>
internal sealed record OutboxRoute(Type Message, Type Handler, Func<IServiceProvider, object, string, CancellationToken, Task> HandleAsync)
{
    public static OutboxRoute To<TMessage, THandler>()
        where TMessage : class
        where THandler : class, IOutboxHandler<TMessage> =>
        new(typeof(TMessage), typeof(THandler), static (services, message, key, cancellationToken) =>
            services.GetRequiredService<THandler>().HandleAsync((TMessage)message, key, cancellationToken));
}
