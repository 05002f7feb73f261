using Cluster.Sagas;

namespace Cluster.Tests.Sagas;

public sealed class LetterBox : IOutboxHandler<Letter>
{
    public Task HandleAsync(Letter message, string key, CancellationToken cancellationToken) => Script.Of(message.Script).PlayAsync($"letter {key[(key.IndexOf('/') + 1)..]}", cancellationToken);
}
