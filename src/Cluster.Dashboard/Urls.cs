using Cluster.Registers;

namespace Cluster.Dashboard;

/// <summary>Where things are found below the dashboard's address.</summary>
internal static class Urls
{
    public const string Overview = "/";
    public const string Resources = "/resources";
    public const string Silos = "/silos";
    public const string Jobs = "/jobs";
    public const string Locks = "/locks";
    public const string Registers = "/registers";
    public const string Sagas = "/sagas";
    public const string NewSaga = "/sagas/new";
    public const string Transactions = "/transactions";
    public const string NewJob = "/jobs/new";
    public const string SignIn = "/sign-in";
    public const string Error = "/error";
    public const string NotFound = "/not-found";
    public const string Api = "/api";
    public const string ApiReference = "/scalar";
    public const string Orleans = "/orleans";

    /// <summary>True for what answers in JSON rather than with a page.</summary>
    public static bool IsForPrograms(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Api) || context.Request.Path.StartsWithSegments(Orleans);

    public static string Lock(string name, bool isSemaphore) => $"{Locks}?name={Uri.EscapeDataString(name)}{(isSemaphore ? "&semaphore=true" : "")}";

    public static string Register(string name, RegisterType type) => $"{Registers}?name={Uri.EscapeDataString(name)}{(type == RegisterType.Value ? "" : $"&type={type}")}";

    public static string Saga(string id) => $"{Sagas}/{Uri.EscapeDataString(id)}";

    public static string Transaction(string name) => $"{Transactions}?name={Uri.EscapeDataString(name)}";

    public static string Job(string id) => $"{Jobs}/{Uri.EscapeDataString(id)}";
}
