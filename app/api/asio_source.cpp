// Asio and Beast compiled once (BOOST_ASIO_SEPARATE_COMPILATION, BOOST_BEAST_SEPARATE_COMPILATION):
// it takes half the compile time off every other file that includes them (FEASIBILITY §6).
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
