using Cluster.StandIn;

// One executable in three roles, so that the engine's tests need no silo: an AppHost, a service and a program that runs to its end.
switch (Environment.GetEnvironmentVariable(Roles.Variable))
{
    case Roles.Service:
        await Service.RunAsync();
        return;
    case Roles.Program:
        Console.WriteLine($"the program sees {Service.FirstAddress()}");
        return;
    default:
        StandInAppHost.Run(args);
        return;
}
