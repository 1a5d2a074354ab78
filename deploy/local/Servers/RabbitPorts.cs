namespace ContentMultiplier.Local.Servers;

internal sealed record RabbitPorts(int Amqp, int Management, int Distribution, int Names)
{
    public static RabbitPorts Choose(bool throwaway)
    {
        var management = Ports.Free(throwaway ? null : 15672);
        var chosen = new HashSet<int> { management };
        return new(Next(chosen), management, Next(chosen), Next(chosen));
    }

    private static int Next(HashSet<int> chosen)
    {
        while (true)
        {
            var port = Ports.Free();
            if (chosen.Add(port))
            {
                return port;
            }
        }
    }
}
