using System.Text.Json;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Wire;

namespace Monitor.Web.Intake;

/// <summary>Reads the other ends of a host's TCP connections. A bad one is counted and left out; of two about the same end the first counts.</summary>
internal static class PeersParser
{
    public static void Read(ref Utf8JsonReader reader, IncomingBatch batch)
    {
        var names = new HashSet<(PeerDirection, string, int)>();
        var peers = new List<TcpPeer>();
        while (JsonList.Next(ref reader, "peers"))
        {
            if (ReadOne(ref reader) is not { } peer)
            {
                batch.Refusals.Add(Refusals.PeerInvalid);
            }
            else if (peers.Count == TcpPeer.MostInReport)
            {
                batch.Refusals.Add(Refusals.TooManyPeers);
            }
            else if (names.Add((peer.Direction, peer.Address, peer.Port)))
            {
                peers.Add(peer);
            }
        }

        batch.Peers = peers;
    }

    private static TcpPeer? ReadOne(ref Utf8JsonReader reader)
    {
        var (direction, address, process, port, count, isGood) = ("", "", "", (long?)null, (long?)null, true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isDirection, isAddress, isProcess) = (reader.ValueTextEquals("direction"u8), reader.ValueTextEquals("address"u8), reader.ValueTextEquals("process"u8));
            var (isPort, isCount) = (reader.ValueTextEquals("port"u8), reader.ValueTextEquals("count"u8));
            reader.Read();
            if (isDirection)
            {
                isGood &= TextCheck.Read(ref reader, 10, out direction) is null;
            }
            else if (isAddress)
            {
                isGood &= TextCheck.Read(ref reader, 100, out address) is null;
            }
            else if (isProcess)
            {
                // Empty where the agent may not see it.
                isGood &= TextCheck.Read(ref reader, TcpPeer.ProcessLength, out process) is null || process.Length == 0;
            }
            else if (isPort)
            {
                port = JsonNumber.Whole(ref reader);
            }
            else if (isCount)
            {
                count = JsonNumber.Whole(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return isGood && direction is WirePeer.In or WirePeer.Out && port is >= 1 and <= 65535 && count is >= 0 && PeerProposals.Canonical(address) is { } canonical
            ? new TcpPeer
            {
                Direction = direction == WirePeer.In ? PeerDirection.In : PeerDirection.Out, Address = canonical, Port = (int)port, Process = process,
                Connections = (int)Math.Min(count.Value, int.MaxValue),
            }
            : null;
    }
}
