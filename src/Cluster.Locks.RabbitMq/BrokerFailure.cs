using System.Net.Sockets;
using System.Threading.Channels;
using RabbitMQ.Client.Exceptions;

namespace Cluster.Locks.RabbitMq;

/// <summary>Which failures are the broker's, or the way's to it.</summary>
internal static class BrokerFailure
{
    private const ushort AccessRefused = 403;
    private const ushort NotFound = 404;
    private const ushort PreconditionFailed = 406;

    public static bool Is(Exception failure) =>
        failure is RabbitMQClientException or IOException or SocketException or TimeoutException or ChannelClosedException or ObjectDisposedException;

    /// <summary>It will be the same the next time.</summary>
    public static bool IsForGood(Exception failure) =>
        failure is OperationInterruptedException { ShutdownReason.ReplyCode: AccessRefused or PreconditionFailed or NotFound }
        || failure is BrokerUnreachableException { InnerException: AuthenticationFailureException or PossibleAuthenticationFailureException };
}
